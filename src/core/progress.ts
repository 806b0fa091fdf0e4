/** Is told how far some work is; what does the work knows nothing of terminals and clocks. */
export interface Progress {
  /** What begins now, and of how many things it consists, where that is known. */
  phase(what: string, total?: number): void;
  /** One thing of the phase is done. */
  tick(): void;
  /**
   * Lets signals arrive, for work that would hold the program. While a line is shown and the phase goes on, an
   * interrupt erases the line before it ends the program. Answers nothing where there is nothing to wait for.
   */
  pause?(): Promise<void> | undefined;
  /** The work is over, or something else is printed next: the line is erased. The next phase starts the clock anew. */
  done(): void;
}

/** Tells nobody. */
export const NO_PROGRESS: Progress = { phase: () => {}, tick: () => {}, done: () => {} };

/** Does some work and erases the line after it, whatever became of it. */
export function told<T>(progress: Progress, work: () => T): T {
  try {
    return work();
  } finally {
    progress.done();
  }
}

/** The things as they are, each counted once it has been worked on. */
export function* counted<T>(things: Iterable<T>, progress: Progress): Generator<T, void, undefined> {
  for (const thing of things) {
    yield thing;
    progress.tick();
  }
}
