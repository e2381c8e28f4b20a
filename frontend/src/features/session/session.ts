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

/** "ok", or why not: the link is wrong, the studio has too much to do, has failed or is not there. */
export type SignIn = "ok" | "refused" | "busy" | "failing" | "unreachable";

export function answerOf(status: number): SignIn {
  if (status >= 200 && status < 300) return "ok";
  if (status === 429) return "busy";
  // What stands in front of a studio that is not there answers so in its place.
  if (status >= 502 && status <= 504) return "unreachable";
  return status >= 500 ? "failing" : "refused";
}

export async function signIn(token: string): Promise<SignIn> {
  return ask({ method: "POST", headers: { Authorization: `Bearer ${token}` } });
}

/** Who is not known any more is signed out as well. */
export async function signOut(): Promise<SignIn> {
  const answer = await ask({ method: "DELETE" });
  return answer === "refused" ? "ok" : answer;
}

async function ask(init: RequestInit): Promise<SignIn> {
  try {
    return answerOf((await fetch("/session", init)).status);
  } catch {
    return "unreachable";
  }
}

/** What came of the token of the address; kept while it may yet sign in. */
export type Arrival = { answer: SignIn; token: string };

/** Swaps the token of the address, if there is one, and takes it out of the address. */
export async function arrive(): Promise<Arrival | null> {
  const token = tokenIn(location.hash);
  if (!location.hash.includes("token=") || !token) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return { answer: await signIn(token), token };
}
