export {
  type ConsoleDownBody,
  ConsoleDownSchema,
  type ConsoleUp,
  ConsoleUpSchema,
  ConsoleWelcomeSchema,
} from "../src/index";
