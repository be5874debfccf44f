namespace Foyer.Web.Text;

/// <summary>In which language a page answers: what the address says, what the person chose before, what the invitation says, what the browser prefers.</summary>
internal static class RequestTexts
{
    public const string Cookie = "foyer-language";
    public const string Query = "lang";

    extension(HttpContext http)
    {
        /// <summary>The texts for this browser; a choice in the address is remembered for the next page.</summary>
        public Texts Texts(Language? invited = null)
        {
            if (Language.Find(http.Request.Query[Query]) is not { } chosen) return Text.Texts.In(Language.Find(http.Request.Cookies[Cookie]) ?? invited ?? Preferred(http.Request));
            http.Response.Cookies.Append(Cookie, chosen.Code, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true,
            });
            return Text.Texts.In(chosen);
        }

        /// <summary>This page in the eleven languages: the same address with the language changed; <paramref name="path"/> where the page answers a form and cannot be asked for again.</summary>
        public IReadOnlyList<(Language Language, string Href)> LanguageMenu(string? path = null)
        {
            var kept = path is not null ? [] : http.Request.Query.Where(q => q.Key != Query).SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).ToList();
            // Asked for as //elsewhere.example, a page would otherwise link there.
            var here = path ?? LocalPath.Or(http.Request.PathBase + http.Request.Path, "/");
            return [.. Language.All.Select(l => (l, here + QueryString.Create([.. kept, KeyValuePair.Create(Query, (string?)l.Code)]).ToUriComponent()))];
        }
    }

    private static Language Preferred(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Language.Find(l.Value.Value))
            .FirstOrDefault(l => l is not null) ?? Language.English;
}
