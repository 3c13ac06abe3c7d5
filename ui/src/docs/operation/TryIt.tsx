import { useState, type FormEvent, type ReactNode } from 'react';

import { Button } from '../../kit/Button.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useUser } from '../../kit/useSession.ts';
import { CopyButton } from '../CopyButton.tsx';
import { exampleBody } from '../data/example.ts';
import type { Operation } from '../data/openapi.ts';
import { curlOf, requestOf, type Filled } from '../data/request.ts';
import { useExchange } from '../data/useExchange.ts';
import { useTexts } from '../texts/index.ts';
import { AnswerView } from './AnswerView.tsx';
import { BodyField } from './BodyField.tsx';
import styles from './Operation.module.css';
import { ParameterField } from './ParameterField.tsx';

const Curl = ({ line }: { line: string }): ReactNode => {
  const { curl } = useTexts();
  return (
    <details className={styles.curl}>
      <summary>{curl}</summary>
      <pre className={styles.code} role="region" aria-label={curl} tabIndex={0}>
        {line}
      </pre>
      <CopyButton text={() => line} />
    </details>
  );
};

/** Fills in what the operation asks for, sends it, and shows what comes. */
export const TryIt = ({ of }: { of: Operation }): ReactNode => {
  const texts = useTexts();
  const language = useLanguage();
  const user = useUser();
  const { answer, error, isPending, send, stop } = useExchange();
  const [filled, setFilled] = useState<Filled>(() => ({ parameters: {}, body: exampleBody(of) }));
  const request = requestOf(of, filled, language);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(request);
  };
  return (
    <section className={styles.section}>
      <h2>{texts.tryTitle}</h2>
      <form className={styles.form} onSubmit={submit}>
        {of.parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            of={parameter}
            value={filled.parameters[parameter.name] ?? ''}
            onChange={(value) =>
              setFilled({ ...filled, parameters: { ...filled.parameters, [parameter.name]: value } })
            }
          />
        ))}
        {of.body && <BodyField of={of.body} value={filled.body} onChange={(body) => setFilled({ ...filled, body })} />}
        {of.method !== 'GET' && <p className={styles.soft}>{texts.realData}</p>}
        <div className={styles.actions}>
          <Button type="submit" look="primary" disabled={isPending}>
            {texts.send}
          </Button>
          {isPending && <Button onClick={stop}>{texts.stop}</Button>}
        </div>
      </form>
      <div>
        <Curl line={curlOf(request, location.origin, user !== undefined)} />
        <FormError error={error} />
        <AnswerView of={answer} />
      </div>
    </section>
  );
};
