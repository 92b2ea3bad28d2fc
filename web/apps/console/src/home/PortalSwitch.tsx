// Whether public sites show this rep to customers (SUP-1): the rep's own choice, here where whoever asks for them waits. Where no site shows reps there is nothing to choose.

import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@towline/api";
import { notify } from "@towline/ui";
import { useState } from "react";
import { useMe } from "../entry/me";
import { useWords } from "../words/en";
import classes from "./home.module.css";

export function PortalSwitch() {
  const me = useMe();
  const words = useWords().queues;
  const queries = useQueryClient();
  const [shown, setShown] = useState(me.on_portal);
  const change = useMutation({
    mutationFn: (on_portal: boolean) => api.changeMe({ on_portal }),
    onMutate: (on_portal) => setShown(on_portal),
    onSuccess: (saved) => {
      setShown(saved.on_portal);
      void queries.invalidateQueries({ queryKey: ["me"] });
    },
    onError: (reason, wanted) => {
      setShown(!wanted);
      notify.refused(reason);
    },
  });
  if (!me.supports || (!me.portal_shows_representatives && !shown)) return null;
  return (
    <Switch
      className={classes.portal ?? ""}
      checked={shown}
      disabled={change.isPending}
      label={words.portal}
      description={words.portalText}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  );
}
