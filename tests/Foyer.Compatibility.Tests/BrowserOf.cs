using System.Net;
using Foyer.Tests;
using Foyer.Tests.Connect;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.Identity.Client.Extensibility;

namespace Foyer.Compatibility.Tests;

/// <summary>The person at the browser that MSAL opens: signed in, agrees to what is asked, and comes back with the code.</summary>
internal sealed class BrowserOf(TestApp app, User user) : ICustomWebUi, IAsyncDisposable
{
    private HttpClient? browser;

    public async Task<Uri> AcquireAuthorizationCodeAsync(Uri authorizationUri, Uri redirectUri, CancellationToken cancellationToken)
    {
        browser ??= await app.SignedIn(user);
        var answer = await browser.GetAsync(authorizationUri, cancellationToken);
        if (answer.Headers.Location?.OriginalString.StartsWith("/signin?", StringComparison.Ordinal) == true)
        {
            // MSAL lets people choose the account; the one that is signed in stands first.
            var accounts = await browser.GetStringAsync(answer.Headers.Location, cancellationToken);
            answer = await browser.GetAsync(WebUtility.HtmlDecode(accounts.Split("class=\"choice\" href=\"")[1].Split('"')[0]), cancellationToken);
        }
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            using var agreed = await browser.Send(await answer.Content.ReadAsStringAsync(cancellationToken), ("answer", "yes"));
            answer = await browser.GetAsync(agreed.Onward(), cancellationToken);
        }
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(cancellationToken));
        Assert.StartsWith(redirectUri.OriginalString, answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return answer.Headers.Location!;
    }

    /// <summary>Types a device's code and says yes.</summary>
    public async Task Enter(string code)
    {
        browser ??= await app.SignedIn(user);
        using var typed = await browser.Send(await browser.GetStringAsync("/device"), ("code", code));
        using var done = await browser.Send(await browser.GetStringAsync(typed.Headers.Location), ("answer", "yes"));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        browser?.Dispose();
        return ValueTask.CompletedTask;
    }
}
