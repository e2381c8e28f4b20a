import "@/ui/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "@/app/app";
import { followBuilds } from "@/app/new-build";
import { fetchAhead } from "@/app/parts";
import { arrive } from "@/features/session/session";
import { applyTheme, followSystem } from "@/ui/theme";

applyTheme();
followSystem();
followBuilds();
fetchAhead();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root.");
createRoot(root).render(<App arrival={await arrive()} />);
