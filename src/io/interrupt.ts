import type { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";

/** The signals a person or a CI runner stops a program with. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** An AbortSignal that fires on the first of these signals. Until `release` they do not end the process. */
export interface Interrupt {
  signal: AbortSignal;
  /** The name of the signal that fired, or undefined. */
  received(): string | undefined;
  /** Takes the handlers away, after a signal that came already; must be called once the work is done or undone. */
  release(): Promise<void>;
}

/**
 * Catches interrupts for the time of a write, so that it can put everything back first.
 * @param source where signals arrive; the process, or an emitter in tests.
 */
export function onInterrupt(source: EventEmitter = process): Interrupt {
  const controller = new AbortController();
  let name: string | undefined;
  const handler = (received: string): void => {
    name ??= received;
    controller.abort();
  };
  for (const signal of SIGNALS) source.on(signal, handler);
  return {
    signal: controller.signal,
    received: () => name,
    release: async () => {
      // Node tells of a signal on its next turn only; without a handler by then it would be lost.
      await setImmediate();
      for (const signal of SIGNALS) source.off(signal, handler);
    },
  };
}
