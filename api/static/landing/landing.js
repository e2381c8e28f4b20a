const state = document.getElementById("state");
const signedIn = document.getElementById("signed-in");
const signedOut = document.getElementById("signed-out");

function show(viewer, message) {
  signedIn.hidden = !viewer;
  signedOut.hidden = Boolean(viewer);
  state.textContent = message;
}

async function whoAmI() {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: "{ viewer { account { name } workspace { name } } }" }),
  });
  if (!answer.ok) return null;
  return (await answer.json()).data?.viewer ?? null;
}

async function signIn(token) {
  const answer = await fetch("/session", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  return answer.ok;
}

async function look(refused) {
  const viewer = await whoAmI();
  if (viewer) {
    show(viewer, `Signed in as ${viewer.account.name} in ${viewer.workspace.name}.`);
  } else {
    show(null, refused ? "This token does not sign in. Is it from the running studio?"
      : "Sign in to go on.");
  }
}

async function begin() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  let refused = false;
  if (token) {
    history.replaceState(null, "", location.pathname);
    refused = !(await signIn(token));
  }
  await look(refused);
}

signedOut.addEventListener("submit", async (event) => {
  event.preventDefault();
  await look(!(await signIn(new FormData(signedOut).get("token"))));
});
document.getElementById("sign-out").addEventListener("click", async () => {
  await fetch("/session", { method: "DELETE" });
  await look(false);
});
begin().catch(() => show(null, "The studio does not answer. Is it still running?"));
