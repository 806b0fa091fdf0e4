/**
 * A number as go-yaml prints what encoding/json has read: shortest digits, with an exponent from a million on. So
 * `12345678` becomes `1.2345678e+07`, `1.10` becomes `1.1` and `0x1f` becomes `31`.
 */
export function goNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const [digits = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
}

/**
 * A number as Go prints one of 32 bits, with format `g`: keys and texts are made so. `1.10` becomes `1.1`, a million
 * `1e+06`, and infinity `.inf` as in YAML.
 */
export function goFloat32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  return goNumber(Number(single.toPrecision(digits)));
}
