import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { FormError } from '../../kit/status/FormError.tsx';
import { Switch } from '../../kit/Switch.tsx';
import { pushState, startPush, stopPush } from '../data/push.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Me.module.css';

const KEY = ['push'];

/** Consent to be told by this browser while no page is open, and its end. */
export const PushSwitch = (): ReactNode => {
  const { me } = useTexts();
  const queries = useQueryClient();
  const { data: state } = useQuery({ queryKey: KEY, queryFn: pushState });
  const change = useMutation({
    mutationFn: (on: boolean) => (on ? startPush() : stopPush()),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  if (state === undefined || state === 'unsupported') return null;
  if (state === 'blocked') return <p className={styles.soft}>{me.pushBlocked}</p>;
  return (
    <>
      <Switch label={me.push} hint={me.pushHint} on={state === 'on'} onChange={(on) => change.mutate(on)} />
      <FormError error={change.error} />
    </>
  );
};
