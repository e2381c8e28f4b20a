// A reload keeps what is behind the # of the address: the token somebody came with.
async function look() {
  try {
    const answer = await fetch("/page-status", { cache: "no-store" });
    const { state, words } = await answer.json();
    if (state !== "building") {
      location.reload();
      return;
    }
    if (words) document.getElementById("words").textContent = words;
  } catch {
    // The studio is being started again.
  }
  setTimeout(look, 1000);
}

// GraphiQL is signed in by a cookie, which the token is swapped for.
async function openGraph(event) {
  event.preventDefault();
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) await fetch("/session", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  location.assign(event.target.href);
}

for (const time of document.querySelectorAll("time")) {
  time.textContent = new Date(time.dateTime).toLocaleTimeString();
}
if (document.body.dataset.stage === "building") setTimeout(look, 1000);
document.querySelector("a").addEventListener("click", openGraph);
document.querySelector("button")?.addEventListener("click", () => location.reload());
