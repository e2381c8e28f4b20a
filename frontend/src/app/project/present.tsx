export function PresentPage() {
  return null;
}
