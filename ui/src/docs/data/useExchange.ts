import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { exchange, type Answer } from './exchange.ts';
import type { ApiRequest } from './request.ts';

interface Exchange {
  answer: Answer | undefined;
  error: unknown;
  isPending: boolean;
  send: (request: ApiRequest) => void;
  stop: () => void;
}

/** One request at a time, with as much of its answer as has come. It ends with the page. */
export const useExchange = (): Exchange => {
  const [answer, setAnswer] = useState<Answer>();
  const going = useRef<AbortController>(undefined);
  const stop = (): void => going.current?.abort();
  useEffect(() => () => going.current?.abort(), []);
  const { mutate, error, isPending } = useMutation({
    mutationFn: (request: ApiRequest) => {
      stop();
      setAnswer(undefined);
      going.current = new AbortController();
      return exchange(request, going.current.signal, setAnswer);
    },
  });
  return { answer, error, isPending, send: mutate, stop };
};
