using System.Globalization;
using Foyer.Branding;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;

namespace Foyer.Connect;

/// <summary>The pages for what must not, or not yet, go back to an app (security rule 12): plain words first, the number last.</summary>
internal sealed class RefusalPages(FindPerson people, FindBrand brands, CurrentTenant tenant)
{
    /// <summary>The request itself is no good: unknown app, foreign address. There is nobody to send the browser to.</summary>
    public Task<IResult> Unusable(HttpContext http, OpenIddictResponse response, CancellationToken ct) => Unusable(http, OAuthErrors.CodeOf(response.Error, response.ErrorDescription), ct);

    public Task<IResult> Unusable(HttpContext http, OAuthError error, CancellationToken ct) => Unusable(http, error.Code, ct);

    private async Task<IResult> Unusable(HttpContext http, int code, CancellationToken ct)
    {
        var words = code switch
        {
            700016 => "connect.noapp",
            50194 => "connect.onlyitsown",
            50011 when http.Request.Path.StartsWithSegments("/oauth2/v2.0/logout", StringComparison.OrdinalIgnoreCase) => "connect.badreturn",
            50011 => "connect.badredirect",
            _ => "connect.badrequest",
        };
        return await Page(http, words, code, StatusCodes.Status400BadRequest, [], null, null, "", ct);
    }

    /// <summary>A signed-in person who may not open the app.</summary>
    public async Task<IResult> Refused(HttpContext http, Client client, Sitting sitting, OAuthError error, string? backHref, string again, CancellationToken ct)
    {
        var words = error.Code switch
        {
            50020 => "connect.unknown",
            50014 => "connect.pending",
            50057 => "connect.blocked",
            50105 => "connect.notassigned",
            500208 => "connect.wrongkind",
            90094 => "consent.needsadmin",
            _ => "connect.disabled",
        };
        var app = client.ServicePrincipal.DisplayName;
        var address = await people.AddressOf(sitting, ct) ?? sitting.Name;
        var mayHelp = error.Code is 50020 or 50105 or 50057 or 50014 or 500208 or 90094;
        var switchHref = mayHelp ? SignInAddress.To(again, tenant: Here, prompt: "select_account") : null;
        return await Page(http, words, error.Code, StatusCodes.Status403Forbidden, [("app", app), ("address", address)], switchHref, backHref, app, ct);
    }

    private async Task<IResult> Page(HttpContext http, string words, int code, int status, (string Name, string Value)[] values, string? switchHref, string? backHref, string app, CancellationToken ct)
    {
        var text = http.Texts();
        var brand = await brands.Of(Here, text.Language, ct);
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

    /// <summary>Allowing an app failed although the page offered it: something changed while it was open.</summary>
    public async Task<IResult> Problem(HttpContext http, Problem problem, string again, CancellationToken ct)
    {
        var text = http.Texts();
        return new RazorComponentResult<ProblemPage>(new
        {
            Text = text,
            Title = text["consent.failed.title"],
            What = text["consent.failed.what"],
            Do = text["consent.failed.do"],
            Button = text["page.again"],
            Href = again,
            CorrelationId = http.TraceIdentifier,
            Brand = await brands.Of(Here, http.Texts().Language, ct),
        })
        { StatusCode = problem.Status, PreventStreamingRendering = true };
    }

    /// <summary>An administrator answered for everybody, and no app waits for the browser.</summary>
    public IResult Finished(HttpContext http, Client client, bool isAllowed)
    {
        var text = http.Texts();
        var words = isAllowed ? "consent.done" : "consent.declined";
        (string, string)[] values = [("app", client.ServicePrincipal.DisplayName)];
        return new RazorComponentResult<Device.DeviceEndPage>(new { Text = text, Title = text[words + ".title", values], Lead = text[words + ".lead", values] }) { PreventStreamingRendering = true };
    }

    private Guid? Here => tenant.IsSet ? tenant.Id : null;

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
