import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";

/** Brings the part into sight that the address names, once it stands. */
export function useAtHash(stands: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (stands && hash) document.getElementById(hash)?.scrollIntoView();
  }, [stands, hash]);
}
