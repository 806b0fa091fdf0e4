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
      .replace(/(:\/\/[^?#\s]*)[?#]\S*/g, "$1")
  );
}

/** A whole message without credentials: each word by itself, so that its length does not matter. */
export function hideCredentials(message: string): string {
  // A user or password with a blank in it is no url, and it is a secret all the same.
  const whole = message.replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^/\n@]{0,300}[ \t][^/\n@]{0,300}@/gi, "$1");
  return whole.replace(/\S+/g, stripCredentials);
}

/**
 * Lines of a file for display, with `…` for what signs in to a url: over HTTP everything before the `@`, else the
 * password. All other text stays as it is, and so do variables.
 */
export function maskSignIn(lines: string): string {
  return lines
    .replace(/(\bhttps?:\/\/)(?!\$\{)[^\n/@"']{1,300}@/gi, "$1…@")
    .replace(/(\bhttps?:\/\/[^\s"'#]{1,300}#)(?!\$\{)[^\s"']{1,300}/gi, "$1…")
    .replace(/(:\/\/[^\n/:@"']{0,100}:)(?!\$\{)[^\n/@"']{1,300}@/g, "$1…@");
}

/** What a value is called that is a secret, with what stands between the two: `token=`, `"password": `, a header. */
const NAMED_VALUE =
  /((?:token|passw(?:or)?d|secret|api[_-]?key)\\?["']?[ \t]{0,3}[=:][ \t]{0,3}|\bauthorization:[ \t]{0,3}(?:(?:bearer|basic|token)[ \t]{1,3})?)(?!\\?["']?[$<{])(\\?"[^"]*"?|\\?'[^']*'?|[^\s"',;}]+)/gi;
/** Flags whose value is the next word. */
const FLAG =
  /(\s--(?:password|username|token|bearer-token)[= ][ \t]{0,3})(?!["']?[$<])("[^"]*"?|'[^']*'?|\S+)/g;
/** The short forms of the Flux CLI; other programs mean other things by them. */
const FLUX_FLAG = /(\s-[pu][= ]?[ \t]{0,3})(?!["']?[$<])("[^"]*"?|'[^']*'?|\S+)/g;

/**
 * A line of a script or a configuration for display: without the credentials of urls, and without what follows a flag
 * or a name of a secret. Variables stay; they tell nothing.
 */
export function hideSecrets(line: string): string {
  const plain = line.replace(FLAG, "$1…").replace(NAMED_VALUE, "$1…");
  return hideCredentials(/^\S*\bflux\s/.test(line) ? plain.replace(FLUX_FLAG, "$1…") : plain);
}
