/** No text that holds a url is longer; it bounds the time spent on a hostile one. */
const LONGEST = 2048;

/**
 * A text for display: urls without password, without a query, and over HTTP without a user, which may be a token.
 * The user of SSH (`git@`) stays. Works on any text, also inside `--map a=https://user:password@host/x`, and where
 * the scheme was forgotten or the user stands at the wrong end: what looks like `user:password@` is left out.
 */
export function stripCredentials(text: string): string {
  const bounded = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return (
    bounded
      // A password with a bare slash: what follows the colon is no port, so it goes up to the last `@`.
      .replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@]*:(?!\$\{|[0-9]*(?:[/?#]|$))[^\s/]*\/[^\s]*@/gi, "$1")
      .replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)([^/?#\s]*)@/gi, (_all, scheme: string, user: string) => {
        const name = user.split(":")[0];
        return /^(?:git\+)?ssh:/i.test(scheme) && name ? `${scheme}${name}@` : scheme;
      })
      // Neither the port of a host nor the tag in front of a digest.
      .replace(/(^|[\s=/"'(])[^\s=/"'(:@]+:(?!\/\/|[0-9]+\/|\$\{)[^\s@]+@(?!sha256:)/g, "$1")
      .replace(/(:\/\/[^?\s]*)\?[^#\s]*/g, "$1")
  );
}

/** A whole message without credentials: each word by itself, so that its length does not matter. */
export function hideCredentials(message: string): string {
  return message.replace(/\S+/g, stripCredentials);
}
