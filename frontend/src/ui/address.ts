/** The parts of an address without those that are undefined or empty. */
export function cleaned<Parts extends object>(parts: Parts): Partial<Parts> {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(given) as Partial<Parts>;
}
