/** A file as text: the build and the tests both read `?raw` this way. */
declare module "*?raw" {
  const text: string;
  export default text;
}
