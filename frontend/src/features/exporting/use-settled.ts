import { useEffect, useState } from "react";

/** The value once nobody has changed it for a moment: one types on. */
export function useSettled<Value>(value: Value, ms = 250): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
