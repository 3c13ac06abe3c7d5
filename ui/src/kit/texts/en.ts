export const en = {
  brand: 'Flash Promos',
  close: 'Close',
  tryAgain: 'Try again',
  loading: 'Loading',
  skipToContent: 'Skip to content',
  offlineBar: 'You are offline. This is what we last saw.',
  brokenTitle: 'That did not work',
  broken: 'Something went wrong on our side.',
  notFoundTitle: 'Nothing here',
  notFound: 'This page does not exist, or no longer.',
  offlineTitle: 'You are offline',
  offlineText: 'As soon as there is a connection, this page goes on by itself.',
  busyTitle: 'Very busy right now',
  busyText: 'Many people want the same thing. We keep trying for you.',

  session: {
    signIn: 'Sign in',
    signUp: 'Create an account',
    signInText: 'To reserve, and to be told when promos open near you.',
    username: 'Username',
    email: 'E-mail',
    password: 'Password',
    passwordAgain: 'Password, once more',
    passwordHint: 'At least 8 characters',
    noAccount: 'New here?',
    haveAccount: 'Already here?',
    forgot: 'Forgot your password?',
    welcomeTitle: 'See more with an account',
  },
};

export type Texts = typeof en;
