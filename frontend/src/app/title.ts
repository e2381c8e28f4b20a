/** What a place of the page is called; null where it has no name of its own. */
export function titleOf(path: string, project: string | undefined): string | null {
  const [, area, id, part] = path.split("/");
  if (area === "") return "Projects";
  if (area === "import") return "Import a script";
  if (area === "endpoints") return "Endpoints";
  if (area !== "projects" || !id || !project) return null;
  if (part === "script") return `${project}, script`;
  if (part === "present") return `${project}, presentation`;
  return project;
}
