// All texts of the administrative interface, by page. Nothing else in this app holds words that a person reads.

export { cannedTexts, chatTexts, useCannedTexts, useChatTexts } from "./chat";
export { commandRuleTexts, useCommandRuleTexts } from "./commandRules";
export {
  cannedFor,
  customFieldTexts,
  handledBy,
  issueTexts,
  scriptsFor,
  skillTexts,
  surveyTexts,
  useCustomFieldTexts,
  useIssueTexts,
  useSkillTexts,
  useSurveyTexts,
} from "./configuration";
export { factorTexts, useFactorTexts } from "./factors";
export { frameTexts, useFrameTexts } from "./frame";
export { clientTexts, groupTexts, installerTexts, useClientTexts, useGroupTexts, useInstallerTexts } from "./jump";
export { limitTexts, useLimitTexts } from "./limits";
export { listTexts, useListTexts } from "./lists";
export { mailTexts, resetTexts, useMailTexts, useResetTexts } from "./mail";
export {
  accountTexts,
  loginTexts,
  useAccountTexts,
  useLoginTexts,
  userTexts,
  useUserTexts,
} from "./people";
export { publicSiteTexts, usePublicSiteTexts } from "./portal";
export { programTexts, useProgramTexts } from "./programs";
export { providerTexts, useProviderTexts } from "./providers";
export { recordTexts, useRecordTexts } from "./record";
export {
  assignTexts,
  policyTexts,
  roleTexts,
  sessionPolicyTexts,
  settingTexts,
  teamTexts,
  useAssignTexts,
  usePolicyTexts,
  useRoleTexts,
  useSessionPolicyTexts,
  useSettingTexts,
  useTeamTexts,
} from "./rights";
export { routingTexts, useRoutingTexts } from "./routing";
export { scriptTexts, useScriptTexts } from "./scripts";
export { simulatorTexts, useSimulatorTexts } from "./simulator";
export { securityTexts, statusTexts, useSecurityTexts, useStatusTexts } from "./site";
export {
  buttonInstallerTexts,
  buttonProfileTexts,
  supportButtonTexts,
  useButtonInstallerTexts,
  useButtonProfileTexts,
  useSupportButtonTexts,
} from "./supportButtons";
export { translationTexts, useTranslationTexts } from "./translation";
