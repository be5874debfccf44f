using System.Net;
using System.Text.RegularExpressions;

namespace Foyer.Tests.SignIn;

/// <summary>What tests look at on pages and in browsers.</summary>
internal static partial class Pages
{
    /// <summary>A page without what differs between any two requests, and without these words: for comparing what two people are told.</summary>
    public static string Shape(string page, params string[] without)
    {
        page = Token().Replace(WebUtility.HtmlDecode(page), "").Replace("<wbr>", "", StringComparison.Ordinal);
        foreach (var word in without.OrderByDescending(w => w.Length)) page = page.Replace(word, "…", StringComparison.OrdinalIgnoreCase);
        return Ids().Replace(page, "");
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<HttpClient, CookieContainer> Jars = [];

    extension(HttpClient browser)
    {
        public string? SessionCookie(TestApp app) => browser.Jar.GetCookies(app.Url)["foyer-session"]?.Value;

        public void SetSessionCookie(TestApp app, string? value) => browser.Jar.Add(app.Url, new Cookie("foyer-session", value));

        /// <summary>The handler keeps the cookies and hands them to nobody, so tests look where it keeps them.</summary>
        private CookieContainer Jar => Jars.GetValue(browser, static b =>
            ((SocketsHttpHandler)typeof(HttpMessageInvoker).GetField("_handler", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(b)!).CookieContainer);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="[^"]*" """, RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Ids();
}
