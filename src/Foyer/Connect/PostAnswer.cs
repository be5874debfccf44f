using Foyer.Web.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// <c>response_mode=form_post</c> with a page of ours: the library's page carries its script inline, which our policy forbids.
/// This one answer may run our script file and send its form to the app.
/// </summary>
internal sealed class PostAnswer : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (string.IsNullOrEmpty(context.RedirectUri) || context.ResponseMode != ResponseModes.FormPost) return;
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var target = new Uri(context.RedirectUri);
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action {FrontPolicy.SourceOf(target)}; base-uri 'none'; frame-ancestors 'none'";
        var fields = context.Response.GetParameters().Where(p => !string.IsNullOrEmpty((string?)p.Value)).Select(p => (p.Key, (string)p.Value!)).ToList();
        await new RazorComponentResult<FormPostPage>(new
        {
            Text = http.Texts(),
            App = context.Transaction.GetProperty<Client>(nameof(Client))?.ServicePrincipal.DisplayName ?? target.Host,
            Action = context.RedirectUri,
            Fields = fields,
        })
        { StatusCode = StatusCodes.Status200OK, PreventStreamingRendering = true }.ExecuteAsync(http);
        context.HandleRequest();
    }
}

internal static class FrontPolicy
{
    /// <summary>What stands for an address in a Content-Security-Policy: its origin, or the scheme of an app on a device.</summary>
    public static string SourceOf(Uri address) => address.Scheme is "http" or "https" ? address.GetLeftPart(UriPartial.Authority) : address.Scheme + ":";
}
