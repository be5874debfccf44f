using System.Globalization;
using Foyer.Branding;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;

namespace Foyer.Connect;

/// <summary>The pages for what must not, or not yet, go back to an app (security rule 12): plain words first, the number last.</summary>
internal sealed class RefusalPages(FindPerson people, FindBrand brands, CurrentTenant tenant)
{
    /// <summary>The request itself is no good: unknown app, foreign address. There is nobody to send the browser to.</summary>
    public async Task<IResult> Unusable(HttpContext http, OpenIddictResponse response, CancellationToken ct)
    {
        var code = OAuthErrors.CodeOf(response.Error, response.ErrorDescription);
        var words = code switch
        {
            700016 => "connect.noapp",
            50011 when http.Request.Path.StartsWithSegments("/oauth2/v2.0/logout", StringComparison.OrdinalIgnoreCase) => "connect.badreturn",
            50011 => "connect.badredirect",
            _ => "connect.badrequest",
        };
        return await Page(http, words, code, StatusCodes.Status400BadRequest, [], null, null, "", ct);
    }

    /// <summary>A signed-in person who may not open the app.</summary>
    public async Task<IResult> Refused(HttpContext http, Client client, Sitting sitting, OAuthError error, string backHref, string again, CancellationToken ct)
    {
        var words = error.Code switch
        {
            50020 => "connect.unknown",
            50014 => "connect.pending",
            50057 => "connect.blocked",
            50105 => "connect.notassigned",
            _ => "connect.disabled",
        };
        var app = client.ServicePrincipal.DisplayName;
        var address = await people.AddressOf(sitting, ct) ?? sitting.Name;
        var mayHelp = error.Code is 50020 or 50105 or 50057 or 50014;
        var switchHref = mayHelp ? SignInAddress.To(again, tenant: tenant.Id, prompt: "select_account") : null;
        return await Page(http, words, error.Code, StatusCodes.Status403Forbidden, [("app", app), ("address", address)], switchHref, backHref, app, ct);
    }

    private async Task<IResult> Page(HttpContext http, string words, int code, int status, (string Name, string Value)[] values, string? switchHref, string? backHref, string app, CancellationToken ct)
    {
        var text = http.Texts();
        var brand = await brands.Of(tenant.Id, text.Language, ct);
        values = [.. values, ("organisation", brand?.Name ?? text["connect.organisation"])];
        return new RazorComponentResult<RefusedPage>(new
        {
            Text = text,
            Title = text[words + ".title", values],
            What = text[words + ".what", values],
            Do = text[words + ".do", values],
            CorrelationId = http.TraceIdentifier,
            Code = string.Create(CultureInfo.InvariantCulture, $"AADSTS{code}"),
            App = app,
            IsLeaving = words == "connect.badreturn",
            SwitchHref = switchHref,
            BackHref = backHref,
            Brand = brand,
        })
        { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>No organisation answers to the name in the address.</summary>
    public static IResult NoTenant(HttpContext http)
    {
        var text = http.Texts();
        return new RazorComponentResult<RefusedPage>(new
        {
            Text = text,
            Title = text["connect.notenant.title"],
            What = text["connect.notenant.what"],
            Do = text["connect.notenant.do"],
            CorrelationId = http.TraceIdentifier,
            Code = string.Create(CultureInfo.InvariantCulture, $"AADSTS{OAuthErrors.NoTenant.Code}"),
        })
        { StatusCode = StatusCodes.Status404NotFound, PreventStreamingRendering = true };
    }
}
