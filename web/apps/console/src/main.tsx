// The console's entry: styles, then the app.

import "@towline/ui/styles.css";
import { startApp } from "@towline/ui";
import { Door } from "./entry/Door";

startApp(<Door />);
