/** What time it is; a port, so that nothing in a test depends on the day on which it runs. */
export type Clock = () => Date;

/** The clock of this machine. */
export const systemClock: Clock = () => new Date();

/** The day of a moment as `YYYY-MM-DD`, in UTC: the same on a laptop and in CI. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
