/** How the wall is sorted, as the address says it. */

export const ORDERS = [
  { value: "updated", label: "Last changed", order: "UPDATED" },
  { value: "created", label: "Newest", order: "CREATED" },
  { value: "name", label: "Name", order: "NAME" },
] as const;

export type Order = (typeof ORDERS)[number]["order"];

/** The order of a word in the address; the last changed first for any other. */
export function orderOf(sort: string | undefined): Order {
  return ORDERS.find(({ value }) => value === sort)?.order ?? "UPDATED";
}
