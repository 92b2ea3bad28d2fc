// Starts the administrative interface.

import { startApp } from "@towline/ui";
import "@towline/ui/styles.css";
import { App } from "./App";
import { queries } from "./cache";

startApp(<App />, queries);
