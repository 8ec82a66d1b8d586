// Writes dates.tsv.gz: 12,000 different days of 1950 to 2049, each once, as people write them and as ISO 8601; seeded.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const count = 12_000;

let state = 0;
/** A whole number from 0 below `n`: the upper bits of a linear congruential generator, so that the file can be made again anywhere. */
function below(n: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}

interface Names {
  readonly months: readonly string[];
  readonly short: readonly string[];
  /** From Sunday. */
  readonly days: readonly string[];
}

const list = (text: string): readonly string[] => text.split(" ");
const english: Names = {
  months: list("January February March April May June July August September October November December"),
  short: list("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
  days: list("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
};
const german: Names = {
  months: list("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
  short: list("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."),
  days: list("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag"),
};
const french: Names = {
  months: list("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
  short: list("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
  days: list("dimanche lundi mardi mercredi jeudi vendredi samedi"),
};
const spanish: Names = {
  months: list("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
  short: list("ene feb mar abr may jun jul ago sept oct nov dic"),
  days: list("domingo lunes martes miércoles jueves viernes sábado"),
};

/** A day in parts: `m` from 0, `w` the day of the week from Sunday. */
interface Day {
  readonly y: number;
  readonly m: number;
  readonly d: number;
  readonly w: number;
}

const two = (n: number): string => String(n).padStart(2, "0");
/** `98`: the century follows, since all years lie within 100 of each other. */
const short = (y: number): string => two(y % 100);
const ordinal = (d: number): string => `${d}${d >= 11 && d <= 13 ? "th" : (["th", "st", "nd", "rd"][d % 10] ?? "th")}`;

/** How dates are written; a dot puts the day first, a slash the month, as in Germany and the United States. */
const formats: readonly ((day: Day) => string)[] = [
  ({ y, m, d }) => `${english.months[m]} ${d}, ${y}`,
  ({ y, m, d }) => `${english.short[m]} ${d}, ${y}`,
  ({ y, m, d, w }) => `${english.days[w]}, ${english.months[m]} ${d}, ${y}`,
  ({ y, m, d, w }) => `${english.days[w]} ${d} ${english.months[m]} ${y}`,
  ({ y, m, d }) => `${d} ${english.months[m]} ${y}`,
  ({ y, m, d }) => `${two(d)} ${english.short[m]} ${y}`,
  ({ y, m, d }) => `the ${ordinal(d)} of ${english.months[m]} ${y}`,
  ({ y, m, d }) => `${english.short[m]} ${ordinal(d)} '${short(y)}`,
  ({ y, m, d }) => `${d}-${english.short[m]!.toUpperCase()}-${short(y)}`,
  ({ y, m, d, w }) => `${english.days[w]!.slice(0, 3)} ${english.short[m]} ${d} ${y}`,
  ({ y, m, d }) => `${m + 1}/${d}/${y}`,
  ({ y, m, d }) => `${two(m + 1)}/${two(d)}/${short(y)}`,
  ({ y, m, d }) => `${d}.${m + 1}.${y}`,
  ({ y, m, d }) => `${two(d)}.${two(m + 1)}.${short(y)}`,
  ({ y, m, d }) => `${y}/${m + 1}/${d}`,
  ({ y, m, d }) => `${y}${two(m + 1)}${two(d)}`,
  ({ y, m, d }) => `${d}. ${german.months[m]} ${y}`,
  ({ y, m, d }) => `${d}. ${german.short[m]} ${y}`,
  ({ y, m, d, w }) => `${german.days[w]}, ${d}. ${german.months[m]} ${y}`,
  ({ y, m, d, w }) => `${german.days[w]!.slice(0, 2)}, ${two(d)}.${two(m + 1)}.${y}`,
  ({ y, m, d }) => `${d === 1 ? "1er" : d} ${french.months[m]} ${y}`,
  ({ y, m, d }) => `${d} ${french.short[m]} ${y}`,
  ({ y, m, d, w }) => `${french.days[w]} ${d} ${french.months[m]} ${y}`,
  ({ y, m, d }) => `${d} de ${spanish.months[m]} de ${y}`,
  ({ y, m, d }) => `${d} ${spanish.short[m]} ${y}`,
  ({ y, m, d, w }) => `${spanish.days[w]}, ${d} ${spanish.short[m]} ${y}`,
];

/** The lines of the file: a date as somebody writes it, a tab, the date as ISO 8601 has it. */
export function makeDates(): string {
  state = 2024;
  const first = Date.UTC(1950, 0, 1);
  const days = Math.round((Date.UTC(2050, 0, 1) - first) / 86_400_000);
  const order = Array.from({ length: days }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + below(days - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const lines = order.slice(0, count).map((day) => {
    const date = new Date(first + day * 86_400_000);
    const [y, m, d, w] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay()];
    return `${formats[below(formats.length)]!({ y, m, d, w })}\t${y}-${two(m + 1)}-${two(d)}\n`;
  });
  return lines.join("");
}

if (import.meta.main) writeFileSync(new URL("dates.tsv.gz", import.meta.url), gzipSync(makeDates(), { level: 9 }));
