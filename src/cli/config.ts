/** TODO */
export function settings(argv: readonly string[]): readonly string[] {
  return argv;
}
