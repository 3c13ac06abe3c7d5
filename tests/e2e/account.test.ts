import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

import { freshStack } from './fixture.ts';
import { Person } from './market.ts';
import type { Visitor } from './visitor.ts';

const stack = freshStack();

const NEW_PASSWORD = 'quite-another-42';

/** By the form that is shown. */
const signInWith = async (visitor: Visitor, person: Person, password: string): Promise<void> => {
  await visitor.page.getByLabel('Username').fill(person.username);
  await visitor.page.getByLabel('Password').fill(password);
  await visitor.presses('Sign in');
};

const atMe = async (person: Person): Promise<Visitor> => {
  const visitor = await stack.phone();
  await visitor.signIn(person, '/sign-in/?to=/me/');
  await visitor.page.getByRole('heading', { level: 1, name: 'Me' }).waitFor();
  return visitor;
};

test('a forgotten password is replaced by the link of a letter, once', async () => {
  const person = await Person.register(stack.url, 'shopper');
  const visitor = await stack.phone();
  await visitor.goto('/sign-in/');
  await visitor.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await visitor.page.getByLabel('E-mail').fill(person.email);
  await visitor.presses('Send me a link');
  await visitor.sees('Look into your mailbox');

  const link = /\/reset-password\/\?token=\S+/.exec(await stack.letterTo(person.email))?.[0] ?? '';
  await visitor.goto(link);
  await visitor.page.getByLabel('New password').fill('password');
  await visitor.presses('Set the password');
  await visitor.sees('This password is too common.');
  await visitor.page.getByLabel('New password').fill(NEW_PASSWORD);
  await visitor.presses('Set the password');
  await visitor.sees('Your password is changed');
  await visitor.page.getByRole('link', { name: 'Sign in' }).click();
  await signInWith(visitor, person, NEW_PASSWORD);
  await visitor.sees('Live near you');

  await visitor.goto(link);
  await visitor.page.getByLabel('New password').fill('yet-another-43');
  await visitor.presses('Set the password');
  await visitor.sees('This link is not valid any more');
  await visitor.page.getByRole('link', { name: 'Send me a link' }).waitFor();
});

test('a password is changed, and whoever changed it stays signed in', async () => {
  const person = await Person.register(stack.url, 'shopper');
  const visitor = await atMe(person);
  const sheet = visitor.page.getByRole('dialog');
  await visitor.presses('Change my password');
  await sheet.getByLabel('Old password').fill('not it');
  await sheet.getByLabel('New password').fill(NEW_PASSWORD);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await visitor.sees('Your old password was entered incorrectly. Please enter it again.');
  await sheet.getByLabel('Old password').fill(person.password);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await sheet.waitFor({ state: 'detached' });
  await visitor.page.reload();
  await visitor.sees(`Hello, ${person.username}`);
});

test('one’s data is downloaded', async () => {
  const person = await Person.register(stack.url, 'shopper');
  const visitor = await atMe(person);
  const download = visitor.page.waitForEvent('download');
  await visitor.presses('Download my data');
  const file = await download;
  expect(file.suggestedFilename()).toBe('my-data.json');
  const data = JSON.parse(await readFile(await file.path(), 'utf8')) as object;
  expect(data).toMatchObject({ profile: { username: person.username, email: person.email } });
});

test('an account is erased with its password, and is no more', async () => {
  const person = await Person.register(stack.url, 'shopper');
  const visitor = await atMe(person);
  const sheet = visitor.page.getByRole('dialog');
  await visitor.presses('Erase my account');
  await sheet.getByLabel('Password').fill('not it');
  await sheet.getByRole('button', { name: 'Erase it for good' }).click();
  await visitor.sees('Your password was entered incorrectly.');
  await sheet.getByLabel('Password').fill(person.password);
  await sheet.getByRole('button', { name: 'Erase it for good' }).click();
  await visitor.sees('Live near you');
  await visitor.goto('/sign-in/');
  await signInWith(visitor, person, person.password);
  await visitor.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
});

test('who owns a store is told why their account cannot be erased', async () => {
  const owner = await Person.register(stack.url, 'merchant');
  await owner.post('/api/stores/', { name: 'Corner Bakery', latitude: 6.2, longitude: -75.5 });
  const visitor = await atMe(owner);
  const sheet = visitor.page.getByRole('dialog');
  await visitor.presses('Erase my account');
  await sheet.getByLabel('Password').fill(owner.password);
  await sheet.getByRole('button', { name: 'Erase it for good' }).click();
  await visitor.sees('You own stores that are active. Deactivate them first.');
});
