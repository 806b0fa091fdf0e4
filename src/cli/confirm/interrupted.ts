/** The person pressed Ctrl-C: nothing is written, and the program ends with `exitCode`. */
export class Interrupted extends Error {
  readonly exitCode = 130;

  constructor(options?: ErrorOptions) {
    super("interrupted", options);
    this.name = "Interrupted";
  }
}
