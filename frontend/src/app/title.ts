/** What a place of the page is called; null where it has no name of its own. */
export function titleOf(path: string, project: string | undefined): string | null {
  const [, area, id, part] = path.split("/");
  if (area === "") return "Projects";
  if (area === "import") return "Import a script";
  if (area === "endpoints") return "Endpoints";
  if (area === "models") return "Models";
  if (area === "presets") return "Presets";
  if (area === "workflows") return "Workflows";
  if (area === "spending") return "Spending";
  if (area === "history") return "History";
  if (area !== "projects" || !id || !project) return null;
  if (part === "timeline") return `${project}, timeline`;
  if (part === "script") return `${project}, script`;
  if (part === "cast") return `${project}, cast`;
  if (part === "present") return `${project}, presentation`;
  return project;
}
