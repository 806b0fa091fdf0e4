/**
 * A small seeded generator of pseudo-random numbers (an xorshift with a 32-bit state),
 * so that the benchmark reads the same bytes on every machine.
 */
export function random(seed) {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  return {
    /** A number in [0, 1). */
    next,
    /** One of the items. */
    pick: (items) => items[Math.floor(next() * items.length)],
    /** Standard normal: the sum of twelve uniform numbers is near enough. */
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += next();
      return sum;
    },
  };
}
