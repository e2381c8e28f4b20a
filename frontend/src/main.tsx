import "@/ui/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "@/app/app";
import { arrive } from "@/features/session/session";
import { applyTheme, followSystem } from "@/ui/theme";

applyTheme();
followSystem();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root.");
const arrival = await arrive();
createRoot(root).render(<App refused={arrival === "refused"} />);
