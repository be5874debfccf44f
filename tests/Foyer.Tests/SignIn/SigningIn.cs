using System.Net;
using System.Text.RegularExpressions;

namespace Foyer.Tests.SignIn;

/// <summary>Goes through the real pages as a person would.</summary>
internal static partial class SigningIn
{
    extension(HttpClient browser)
    {
        /// <summary>Address page, password page, password; afterwards the browser holds a session.</summary>
        public async Task SignIn(string address, string password = TestTenant.Password)
        {
            using var answer = await browser.TrySignIn(address, password);
            Assert.True(answer.StatusCode == HttpStatusCode.OK && answer.Headers.Contains("Refresh"), $"{address} could not sign in: {answer.StatusCode}");
        }

        /// <summary>The same, for whoever may fail: the answer to the password.</summary>
        public async Task<HttpResponseMessage> TrySignIn(string address, string password, string query = "")
        {
            var page = await browser.GetStringAsync($"/signin?login_hint={Uri.EscapeDataString(address)}{(query.Length > 0 ? "&" + query : "&prompt=login")}");
            return await browser.Send(page, ("password", password));
        }

        /// <summary>Sends the first form of a page with its hidden fields and these values.</summary>
        public Task<HttpResponseMessage> Send(string page, params ReadOnlySpan<(string Name, string Value)> values)
        {
            var form = Form().Match(page);
            Assert.True(form.Success, "The page has no form that can be sent: " + page);
            var fields = Hidden().Matches(form.Value).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
            foreach (var (name, value) in values) fields[name] = value;
            return browser.PostAsync(WebUtility.HtmlDecode(form.Groups["action"].Value), new FormUrlEncodedContent(fields));
        }
    }

    [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)".*?</form>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)"\s*/?>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
