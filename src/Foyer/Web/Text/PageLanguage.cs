using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Web.Text;

/// <summary>In which language a page speaks: as just chosen, as chosen before, as the invitation says, as the browser prefers, English.</summary>
public static class PageLanguage
{
    private const string Cookie = "foyer-lang";
    private const string Parameter = "lang";

    /// <summary>The words for this request. A choice in the address (<c>?lang=</c>) is kept in a cookie of the browser, nowhere else.</summary>
    public static Texts Of(HttpContext http, Language? preferred = null)
    {
        if (Language.Find(http.Request.Query[Parameter]) is { } chosen)
        {
            http.Response.Cookies.Append(Cookie, chosen.Code, new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
            return Texts.In(chosen);
        }
        return Texts.In(Language.Find(http.Request.Cookies[Cookie]) ?? preferred ?? Accepted(http) ?? Language.English);
    }

    /// <summary>The same page in each language; <paramref name="path"/> where the page was the answer to a form and cannot be asked for again.</summary>
    public static IReadOnlyList<(Language Language, string Href)> Menu(HttpContext http, string? path = null)
    {
        var here = path ?? http.Request.PathBase + http.Request.Path;
        var query = path is null ? http.Request.Query.Where(q => q.Key != Parameter).ToList() : [];
        return [.. Language.All.Select(l => (l, QueryHelpers.AddQueryString(here, [.. query, new(Parameter, l.Code)])))];
    }

    private static Language? Accepted(HttpContext http) => http.Request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(l => l.Quality ?? 1)
        .Select(l => Language.Find(l.Value.Value))
        .FirstOrDefault(l => l is not null);
}
