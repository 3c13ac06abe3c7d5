import type { Texts } from './en.ts';

export const es: Texts = {
  brand: 'Promos Flash',
  close: 'Cerrar',
  tryAgain: 'Reintentar',
  loading: 'Cargando',
  skipToContent: 'Ir al contenido',
  offlineBar: 'Estás sin conexión. Esto es lo último que vimos.',
  brokenTitle: 'No funcionó',
  broken: 'Algo falló de nuestro lado.',
  notFoundTitle: 'Aquí no hay nada',
  notFound: 'Esta página no existe o ya no existe.',
  offlineTitle: 'Estás sin conexión',
  offlineText: 'En cuanto vuelva la conexión, esta página sigue sola.',
  busyTitle: 'Hay mucha demanda',
  busyText: 'Mucha gente quiere lo mismo. Seguimos intentándolo por ti.',

  session: {
    signIn: 'Entrar',
    signUp: 'Crear una cuenta',
    signInText: 'Para reservar y para que te avisemos cuando abran promos cerca.',
    username: 'Usuario',
    email: 'Correo',
    password: 'Contraseña',
    passwordAgain: 'Contraseña, otra vez',
    passwordHint: 'Al menos 8 caracteres',
    noAccount: '¿Primera vez?',
    haveAccount: '¿Ya tienes cuenta?',
    forgot: '¿Olvidaste tu contraseña?',
    welcomeTitle: 'Con una cuenta ves más',
  },
};
