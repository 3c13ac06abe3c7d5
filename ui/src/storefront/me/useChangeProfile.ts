import { useMutation, type UseMutationResult } from '@tanstack/react-query';

import { changeProfile } from '../../api/session.ts';
import type { User } from '../../api/types.ts';

export type ProfileChange = UseMutationResult<void, Error, Partial<User>>;

export const useChangeProfile = (): ProfileChange =>
  useMutation<void, Error, Partial<User>>({ mutationFn: changeProfile });
