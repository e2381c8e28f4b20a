/** Money as it is written for people; the graph counts micro-units of US dollars as decimal text. */

const MICRO = 1_000_000;
const MOST = 2 ** 53;

/** "$0.42", "$1,204.50"; below ten cents two digits of it, "$0.012". */
export function dollars(micros: string | number): string {
  const amount = Number(micros) / MICRO;
  // From here on two digits round up to ten cents, which have two places as all that is more.
  const small = Math.abs(amount) < 0.0995 && amount !== 0;
  return amount.toLocaleString("en", {
    style: "currency",
    currency: "USD",
    ...(small ? { maximumSignificantDigits: 2 } : {}),
  });
}

/** Micro-units of an amount as typed: "2", "$0.5", "1,200.25". Null if it is none. */
export function microsOf(text: string): string | null {
  const typed = text
    .trim()
    .replace(/^\$\s*/, "")
    .replaceAll(",", "");
  if (!/^(\d+\.?\d*|\.\d+)$/.test(typed)) return null;
  const [whole = "", part = ""] = typed.split(".");
  const micros = BigInt(whole || "0") * BigInt(MICRO) + BigInt(part.slice(0, 6).padEnd(6, "0"));
  return micros < BigInt(MOST) ? String(micros) : null;
}

/** The amount as one types it: "0.000306". */
export function typedOf(micros: string | null): string {
  if (micros === null) return "";
  const digits = micros.padStart(7, "0");
  const part = digits.slice(-6).replace(/0+$/, "");
  return part === "" ? digits.slice(0, -6) : `${digits.slice(0, -6)}.${part.padEnd(2, "0")}`;
}
