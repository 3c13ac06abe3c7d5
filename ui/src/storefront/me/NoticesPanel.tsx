import type { FormEvent, ReactNode } from 'react';

import { fieldsOf } from '../../api/errors.ts';
import type { User } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { Switch } from '../../kit/Switch.tsx';
import { Panel, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Me.module.css';
import { PushSwitch } from './PushSwitch.tsx';
import { useChangeProfile, type ProfileChange } from './useChangeProfile.ts';

const FIRST_QUIET = { quiet_from: '22:00:00', quiet_until: '07:00:00' };
const NOT_QUIET = { quiet_from: null, quiet_until: null };

interface PartProps {
  user: User;
  change: ProfileChange;
}

const QuietTimes = ({ user, change }: PartProps): ReactNode => {
  const { me, save } = useTexts();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({ quiet_from: String(form.get('from')), quiet_until: String(form.get('until')) });
  };
  const errors = fieldsOf(change.error);
  return (
    <form onSubmit={submit} className={styles.setting}>
      <div className={styles.times}>
        <Field
          label={me.quietFrom}
          type="time"
          name="from"
          defaultValue={user.quiet_from?.slice(0, 5)}
          errors={errors['quiet_from']}
          required
        />
        <Field
          label={me.quietUntil}
          type="time"
          name="until"
          defaultValue={user.quiet_until?.slice(0, 5)}
          errors={errors['quiet_until']}
          required
        />
      </div>
      <p className={styles.soft}>{me.zone(user.time_zone)}</p>
      <Button type="submit" small busy={change.isPending}>
        {save}
      </Button>
    </form>
  );
};

const DailyCap = ({ user, change }: PartProps): ReactNode => {
  const { me, save } = useTexts();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    change.mutate({ daily_cap: Number(new FormData(event.currentTarget).get('cap')) });
  };
  return (
    <form onSubmit={submit} className={styles.setting}>
      <Field
        label={me.cap}
        hint={me.capHint}
        type="number"
        name="cap"
        inputMode="numeric"
        min={0}
        max={1000}
        defaultValue={user.daily_cap}
        errors={fieldsOf(change.error)['daily_cap']}
        required
      />
      <Button type="submit" small busy={change.isPending}>
        {save}
      </Button>
    </form>
  );
};

/** About what, how often and when not. */
export const NoticesPanel = ({ user }: { user: User }): ReactNode => {
  const { me, saved } = useTexts();
  const change = useChangeProfile();
  const wanted = user.preferences.flash_promos ?? true;
  return (
    <Section heading={me.notices}>
      <Panel>
        <Switch
          label={me.flashPromos}
          hint={me.flashPromosHint}
          on={wanted}
          onChange={(on) => change.mutate({ preferences: { ...user.preferences, flash_promos: on } })}
        />
        {wanted && (
          <>
            <hr className={styles.rule} />
            <PushSwitch />
            <DailyCap user={user} change={change} />
            <hr className={styles.rule} />
            <Switch
              label={me.quiet}
              hint={me.quietHint}
              on={user.quiet_from !== null}
              onChange={(on) => change.mutate(on ? FIRST_QUIET : NOT_QUIET)}
            />
            {user.quiet_from !== null && <QuietTimes user={user} change={change} />}
          </>
        )}
        <FormError error={change.error} />
        <p role="status" className={styles.soft}>
          {change.isSuccess && saved}
        </p>
      </Panel>
    </Section>
  );
};
