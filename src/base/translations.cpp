#include "base/translations.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace base {
namespace {

struct sentence {
    std::string_view english; ///< {}: what is put in
    std::string_view spanish; ///< the same, in the same order
};

constexpr std::string_view gap = "{}";

// Texts with a gap stand behind those that say the same more exactly.
constexpr std::array sentences{
    sentence{"A promo of this product has a higher price.",
             "Una promoción de este producto tiene un precio mayor."},
    sentence{"A promo stays in its store: choose a product of the same one.",
             "Una promoción se queda en su tienda: elige un producto de la misma."},
    sentence{"A server error occurred.", "Ocurrió un error en el servidor."},
    sentence{"A user with that email address already exists.",
             "Ya existe un usuario con ese correo electrónico."},
    sentence{"A user with that username already exists.", "Ya existe un usuario con ese nombre."},
    sentence{"A valid integer is required.", "Se requiere un número entero válido."},
    sentence{"A valid number is required.", "Se requiere un número válido."},
    sentence{"Authentication credentials were not provided.",
             "Las credenciales de autenticación no se proveyeron."},
    sentence{"Authorization header must contain two space-delimited values",
             "El encabezado Authorization debe contener dos valores separados por un espacio"},
    sentence{"Bad request: chunk header too long.",
             "Solicitud incorrecta: el encabezado de un fragmento es demasiado largo."},
    sentence{"Bad request: the target is no path.",
             "Solicitud incorrecta: el destino no es una ruta."},
    sentence{"Bad request: {}.", "Solicitud incorrecta: {}."},
    sentence{"Could not satisfy the request Accept header.",
             "No se puede satisfacer el encabezado Accept de la solicitud."},
    sentence{"Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
             "La fecha tiene un formato erróneo. Use uno de estos: AAAA-MM-DD."},
    sentence{"Ensure no side has more than {} pixels.",
             "Asegúrese de que ningún lado tenga más de {} píxeles."},
    sentence{"Ensure that there are no more than {} decimal places.",
             "Asegúrese de que no haya más de {} decimales."},
    sentence{"Ensure that there are no more than {} digits in total.",
             "Asegúrese de que no haya más de {} dígitos en total."},
    sentence{"Ensure that there are no more than 8 digits before the decimal point.",
             "Asegúrese de que no haya más de 8 dígitos antes del punto decimal."},
    sentence{"Ensure the stock is less than or equal to 1000000.",
             "Asegúrese de que las unidades no sean más de 1000000."},
    sentence{"Ensure there are no more than {} ids.",
             "Asegúrese de que no haya más de {} identificadores."},
    sentence{"Ensure there are no more than {} rows.", "Asegúrese de que no haya más de {} filas."},
    sentence{"Ensure this field has at least {} characters.",
             "Asegúrese de que este campo tenga al menos {} caracteres."},
    sentence{"Ensure this field has no more than {} characters.",
             "Asegúrese de que este campo no tenga más de {} caracteres."},
    sentence{"Ensure this field has no more than {} elements.",
             "Asegúrese de que este campo no tenga más de {} elementos."},
    sentence{"Ensure this value is greater than or equal to {}.",
             "Asegúrese de que este valor sea mayor o igual a {}."},
    sentence{"Ensure this value is less than or equal to {}.",
             "Asegúrese de que este valor sea menor o igual a {}."},
    sentence{"Enter a number.", "Escriba un número."},
    sentence{"Enter a point as \"latitude,longitude\" in degrees.",
             "Escriba un punto como \"latitud,longitud\" en grados."},
    sentence{"Enter a valid URL.", "Escriba una URL válida."},
    sentence{"Enter a valid email address.", "Escriba un correo electrónico válido."},
    sentence{"Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ "
             "characters.",
             "Escriba un nombre de usuario válido. Solo puede contener letras, números y los "
             "caracteres @/./+/-/_."},
    sentence{"Enter ids, separated by commas.", "Escriba identificadores separados por comas."},
    sentence{"Expected a dictionary of items but got type \"{}\".",
             "Se esperaba un diccionario de elementos en vez del tipo \"{}\"."},
    sentence{"Expected a list of items but got type \"{}\".",
             "Se esperaba una lista de elementos en vez del tipo \"{}\"."},
    sentence{"Give add_stock or add_seconds.", "Indique add_stock o add_seconds."},
    sentence{"Given token not valid for any token type",
             "El token dado no es válido para ningún tipo de token"},
    sentence{"Incorrect type. Expected pk value, received {}.",
             "Tipo incorrecto. Se esperaba una clave primaria y se recibió {}."},
    sentence{"Invalid Host header.", "El encabezado Host no es válido."},
    sentence{"Invalid data. Expected a dictionary, but got {}.",
             "Datos inválidos. Se esperaba un diccionario pero es un {}."},
    sentence{"Invalid input.", "Entrada no válida."},
    sentence{"Invalid page.", "Página inválida."},
    sentence{"Invalid pk \"{}\" - object does not exist.",
             "Clave primaria \"{}\" inválida: el objeto no existe."},
    sentence{"Method \"{}\" not allowed.", "Método \"{}\" no permitido."},
    sentence{"Must be a valid boolean.", "Debe ser un booleano válido."},
    sentence{"No data provided", "No se enviaron datos"},
    sentence{"No active account found for the given token.",
             "No hay una cuenta activa para el token dado."},
    sentence{"No active account found with the given credentials",
             "No hay una cuenta activa con esas credenciales"},
    sentence{"Not 16 bytes.", "No son 16 bytes."},
    sentence{"Not a valid string.", "No es un texto válido."},
    sentence{"Not an address of a push service that is known here.",
             "No es la dirección de un servicio push conocido aquí."},
    sentence{"Not an uncompressed point of P-256.", "No es un punto sin comprimir de P-256."},
    sentence{"Not base64url.", "No es base64url."},
    sentence{"Not found.", "No encontrado."},
    sentence{"Null characters are not allowed.", "No se permiten caracteres nulos."},
    sentence{"Password fields didn't match.", "Las contraseñas no coinciden."},
    sentence{"Request body is too large.", "El cuerpo de la solicitud es demasiado grande."},
    sentence{"Request was throttled. Expected available in 1 second.",
             "La solicitud fue limitada. Se espera que esté disponible en 1 segundo."},
    sentence{"Request was throttled. Expected available in {} seconds.",
             "La solicitud fue limitada. Se espera que esté disponible en {} segundos."},
    sentence{"Request header fields are too large.",
             "Los encabezados de la solicitud son demasiado grandes."},
    sentence{"Row {} has a broken quote.", "La fila {} tiene unas comillas rotas."},
    sentence{"Select a valid choice. That choice is not one of the available choices.",
             "Elija una opción válida. Esa no es una de las disponibles."},
    sentence{"Select a valid choice. {} is not one of the available choices.",
             "Elija una opción válida. {} no es una de las disponibles."},
    sentence{"Service temporarily unavailable, try again later.",
             "Servicio no disponible por el momento, inténtelo más tarde."},
    sentence{"That username is already taken.", "Ese nombre de usuario ya está en uso."},
    sentence{"The end must differ from the start.", "El fin debe ser distinto del comienzo."},
    sentence{"The expectation cannot be met.", "La expectativa no se puede cumplir."},
    sentence{"The file is empty.", "El archivo está vacío."},
    sentence{"The file must be UTF-8.", "El archivo debe ser UTF-8."},
    sentence{"The last date must not be before the first.",
             "La última fecha no puede ser anterior a la primera."},
    sentence{"The next window would begin before the end.",
             "La próxima apertura empezaría antes del fin."},
    sentence{"The open window has more units held and sold than that.",
             "La apertura en curso tiene más unidades reservadas y vendidas."},
    sentence{"The open window would have ended.", "La apertura en curso ya habría terminado."},
    sentence{"The password is too similar to the {}.",
             "La contraseña se parece demasiado a otro de sus datos: {}."},
    sentence{"The promo price must not be above the product's original price.",
             "El precio de la promoción no puede superar el precio original del producto."},
    sentence{"The request took too long to arrive.", "La solicitud tardó demasiado en llegar."},
    sentence{"The submitted file is empty.", "El archivo enviado está vacío."},
    sentence{"This column comes twice.", "Esta columna está dos veces."},
    sentence{"This column is required.", "Esta columna es requerida."},
    sentence{"This field is required.", "Este campo es requerido."},
    sentence{"This field may not be blank.", "Este campo no puede estar en blanco."},
    sentence{"This field may not be null.", "Este campo no puede ser nulo."},
    sentence{"This list may not be empty.", "Esta lista no puede estar vacía."},
    sentence{"This password is entirely numeric.", "La contraseña es solo de números."},
    sentence{"This password is too common.", "La contraseña es demasiado común."},
    sentence{"This password is too short. It must contain at least {} characters.",
             "La contraseña es demasiado corta. Debe tener al menos {} caracteres."},
    sentence{"This row has more cells than there are columns.",
             "Esta fila tiene más celdas que columnas hay."},
    sentence{"Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].",
             "La hora tiene un formato erróneo. Use uno de estos: hh:mm[:ss[.uuuuuu]]."},
    sentence{"This link is not valid any more.", "Este enlace ya no es válido."},
    sentence{"Token has wrong type", "El token tiene un tipo incorrecto"},
    sentence{"Token is blacklisted", "El token está en la lista negra"},
    sentence{"Token is invalid or expired", "El token es inválido o ha vencido"},
    sentence{"Unknown column.", "Columna desconocida."},
    sentence{"Unknown field.", "Campo desconocido."},
    sentence{"Unsupported media type \"{}\" in request.",
             "Tipo de medio \"{}\" no soportado en la solicitud."},
    sentence{"Upload a valid image: PNG, JPEG or WebP.",
             "Suba una imagen válida: PNG, JPEG o WebP."},
    sentence{"User is inactive", "El usuario está inactivo"},
    sentence{"User not found", "Usuario no encontrado"},
    sentence{"You do not have permission to perform this action.",
             "Usted no tiene permiso para realizar esta acción."},
    sentence{"Your password was entered incorrectly.", "Su contraseña no es correcta."},
    sentence{"Your old password was entered incorrectly. Please enter it again.",
             "Su contraseña actual no es correcta. Escríbala otra vez."},
    sentence{"\"{}\" is not a valid choice.", "\"{}\" no es una opción válida."},
};

/// What stands in the gaps when `text` is made of `pattern`.
std::optional<std::vector<std::string_view>> fill_of(std::string_view text,
                                                     std::string_view pattern) {
    std::vector<std::string_view> fill;
    auto at = pattern.find(gap);
    if (!text.starts_with(pattern.substr(0, at)))
        return std::nullopt;
    text.remove_prefix(std::min(at, pattern.size()));
    while (at != std::string_view::npos) {
        pattern.remove_prefix(at + gap.size());
        at = pattern.find(gap);
        const auto next = pattern.substr(0, at);
        // The last piece ends the text; what is put in may hold it, too.
        const auto end =
            at == std::string_view::npos
                ? (text.ends_with(next) ? text.size() - next.size() : std::string_view::npos)
                : text.find(next);
        if (end == std::string_view::npos)
            return std::nullopt;
        fill.push_back(text.substr(0, end));
        text.remove_prefix(end + next.size());
    }
    return text.empty() || !fill.empty() ? std::optional{fill} : std::nullopt;
}

std::string filled(std::string_view pattern, const std::vector<std::string_view>& fill) {
    std::string text;
    for (const auto piece : fill) {
        const auto at = pattern.find(gap);
        text += pattern.substr(0, at);
        text += piece;
        pattern.remove_prefix(at + gap.size());
    }
    text += pattern;
    return text;
}

} // namespace

std::optional<std::string> translated(std::string_view english, language to) {
    if (to == language::english)
        return std::string{english};
    for (const auto& one : sentences) {
        if (one.english == english)
            return std::string{one.spanish};
    }
    for (const auto& one : sentences) {
        if (!one.english.contains(gap))
            continue;
        if (const auto fill = fill_of(english, one.english))
            return filled(one.spanish, *fill);
    }
    return std::nullopt;
}

} // namespace base
