export { requirementText } from "../elaborate/requirements.ts";
