import { Endpoints } from "@/features/endpoints/list";

export function EndpointsPage() {
  return <Endpoints />;
}
