// What a Support Button can be deployed with: asked anew for each dialog.

import { useQuery } from "@tanstack/react-query";
import { api } from "@towline/api";

export const useButtonChoices = () =>
  useQuery({ queryKey: ["button", "choices"], queryFn: ({ signal }) => api.supportButtonChoices(signal) });
