// Makes an installer in three small steps and shows its command, once (JMP-10).

import { Button, Stepper, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type NewJumpInstaller } from "@towline/api";
import { ConfirmDialog, exactTime } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../../form/FormParts";
import formStyles from "../../form/form.module.css";
import { useForm } from "../../form/useForm";
import { groupsQuery, installersQuery } from "../../queries";
import { Detail } from "../../shell/Detail";
import { useFrameTexts, useInstallerTexts } from "../../words";
import { CommandShown } from "./CommandShown";
import { LabelsStep, LimitsStep, PlaceStep } from "./WizardSteps";
import { checkWizard, FIELDS, requestOf, STEPS, stepOf, THEIR_NAMES, type WizardValues } from "./wizard";
import styles from "./wizard.module.css";

const DEFAULTS: WizardValues = {
  place: "group",
  group: "",
  name: "",
  tag: "",
  comments: "",
  attended: "",
  unattended: "",
  amount: 7,
  unit: "days",
  uses: 1,
};

export function InstallerWizard() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { wizard, command: commandTexts } = useInstallerTexts();
  const groups = useQuery(groupsQuery);
  const [made, setMade] = useState<NewJumpInstaller | null>(null);
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = () => void navigate({ to: "/jump/installers", search: true });
  const close = () => (made && !copied ? setAsking(true) : leave());
  return (
    <Detail title={wizard.title} onClose={close} size={600}>
      {made ? (
        <CommandShown
          command={made.command}
          texts={commandTexts}
          steps={[commandTexts.whatFetch, commandTexts.whatInstall, commandTexts.whatEnrol]}
          limits={commandTexts.limits(made.uses_allowed, exactTime(made.expires_ms))}
          onCopied={() => setCopied(true)}
          onDone={close}
        />
      ) : (
        <Questions
          noGroups={groups.data?.length === 0}
          onCancel={leave}
          onMade={(installer) => {
            setMade(installer);
            void client.invalidateQueries({ queryKey: installersQuery.queryKey });
          }}
        />
      )}
      <ConfirmDialog
        opened={asking}
        title={commandTexts.leaveAsk}
        confirm={commandTexts.leaveGo}
        cancel={commandTexts.leaveStay}
        danger
        onConfirm={leave}
        onClose={() => setAsking(false)}
      >
        {commandTexts.leaveWill}
      </ConfirmDialog>
    </Detail>
  );
}

interface QuestionsProps {
  readonly noGroups: boolean;
  readonly onMade: (installer: NewJumpInstaller) => void;
  readonly onCancel: () => void;
}

function Questions({ noGroups, onMade, onCancel }: QuestionsProps) {
  const { wizard } = useInstallerTexts();
  const { form: formTexts } = useFrameTexts();
  const [step, setStep] = useState(0);
  const form = useForm<WizardValues>({
    saved: noGroups ? { ...DEFAULTS, place: "personal" } : DEFAULTS,
    check: checkWizard,
    theirNames: THEIR_NAMES,
    save: async (values) => onMade(await api.addInstaller(requestOf(values))),
  });
  const current = STEPS[step] ?? "place";
  const last = step === STEPS.length - 1;

  // What the appliance refuses may belong to an earlier step: go there, where it is shown.
  const refused = stepOf(Object.keys(form.values).filter((name) => form.error(name as keyof WizardValues)));
  const sent = useRef(false);
  useEffect(() => {
    if (!sent.current || form.saving || !refused) return;
    sent.current = false;
    setStep(STEPS.indexOf(refused));
  }, [refused, form.saving]);

  const forward = () => {
    if (last) {
      sent.current = true;
      void form.submit();
      return;
    }
    const wrong = checkWizard(form.values);
    const stopped = FIELDS[current].filter((name) => wrong[name as keyof typeof wrong]);
    for (const name of FIELDS[current]) form.left(name);
    if (stopped.length === 0) setStep(step + 1);
  };

  return (
    <form
      className={formStyles.form}
      data-alone
      aria-label={wizard.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        forward();
      }}
    >
      <Stepper
        active={step}
        onStepClick={setStep}
        size="xs"
        iconSize={26}
        classNames={{ step: styles.step ?? "", stepLabel: styles.stepLabel ?? "" }}
      >
        {STEPS.map((name, index) => (
          <Stepper.Step key={name} label={wizard[name]} allowStepSelect={index < step} />
        ))}
      </Stepper>
      <Text size="xs" c="dimmed" className={styles.count} aria-live="polite">
        {wizard.step(step + 1, STEPS.length)}
      </Text>
      {current === "place" ? <PlaceStep form={form} /> : null}
      {current === "labels" ? <LabelsStep form={form} /> : null}
      {current === "limits" ? <LimitsStep form={form} /> : null}
      <Problem problem={form.problem} />
      <div className={formStyles.bar}>
        <span className={formStyles.unsaved}>
          {step > 0 ? (
            <Button variant="subtle" color="gray" onClick={() => setStep(step - 1)}>
              {wizard.back}
            </Button>
          ) : null}
        </span>
        <Button variant="default" onClick={onCancel}>
          {formTexts.cancel}
        </Button>
        <Button type="submit" loading={form.saving}>
          {last ? wizard.submit : wizard.next}
        </Button>
      </div>
    </form>
  );
}
