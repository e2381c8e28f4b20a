/** Who is signed in: by the token of the printed address, swapped for a cookie scripts cannot read. */
import { graphql } from "@/graphql/tada";

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      role
      account {
        id
        name
      }
      workspace {
        id
        name
      }
    }
  }
`);

/** A token as pasted: alone, or within the printed address. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  const hash = trimmed.indexOf("#");
  if (hash < 0) return trimmed;
  return new URLSearchParams(trimmed.slice(hash + 1)).get("token") ?? "";
}

export type SignIn = "ok" | "refused" | "unreachable";

export async function signIn(token: string): Promise<SignIn> {
  try {
    const answer = await fetch("/session", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
    });
    return answer.ok ? "ok" : "refused";
  } catch {
    return "unreachable";
  }
}

export async function signOut(): Promise<void> {
  await fetch("/session", { method: "DELETE" });
}

/** Swaps the token of the address, if there is one, and takes it out of the address. */
export async function arrive(): Promise<SignIn | null> {
  const token = tokenIn(location.hash);
  if (!location.hash.includes("token=") || !token) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return signIn(token);
}
