using System.Globalization;
using Foyer.Branding;
using Foyer.Connect.Consent;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Connect.Device;

/// <summary>
/// <c>/device</c>: a person types the code that a program shows, signs in, sees who asks and from where, and says yes or no. The code
/// never stands in an address; wrong ones are counted and use nothing up (security rules 10 and 18).
/// </summary>
internal sealed class DeviceEndpoints(FindDevice find, TenantScopes scopes, AttemptLimits limits, ConsentTickets tickets, RequestInfo from, FoyerOptions options, IDataProtectionProvider protection)
{
    private const string Path = "/device";
    private readonly IDataProtector handles = protection.CreateProtector("Foyer.Connect.Device");

    public static IResult Ask(HttpContext http) => TypePage(http, null, 200);

    public async Task<IResult> Enter(HttpContext http, CancellationToken ct)
    {
        if (await http.SentForm(ct) is not { } form) return TypePage(http, "page.stale.what", StatusCodes.Status400BadRequest);
        var ip = from.IpAddress ?? "";
        if (await limits.Count("device.guess", ip, options.Limits.DeviceCodeGuesses, StartDevice.LimitWindow, ct) is { } tooMany)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(tooMany.RetryAfter!.Value.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return TypePage(http, "device.toomany", StatusCodes.Status429TooManyRequests);
        }
        if (await find.ByUserCode(form["code"], ct) is not { } device) return TypePage(http, "device.wrong", StatusCodes.Status400BadRequest);
        await limits.TakeBack("device.guess", ip, ct);
        return Results.LocalRedirect(ConfirmAddress(device.Id));
    }

    public async Task<IResult> Confirm(HttpContext http, CancellationToken ct)
    {
        if (await Of(http.Request.Query["request"], ct) is not { } device) return Gone(http);
        var here = ConfirmAddress(device.Id);
        if (!http.User.HasSession) return Results.Redirect(SignInAddress.To(here, tenant: device.AskedTenantId));
        var sitting = Sitting.Of(http.User);
        await using var scope = scopes.In(device.AskedTenantId ?? sitting.HomeTenantId, from);
        var services = scope.ServiceProvider;
        var pages = services.GetRequiredService<RefusalPages>();
        var (question, client, error) = await services.GetRequiredService<AnswerDevice>().Ask(device, sitting, ct);
        if (question is null) return client is null ? await pages.Unusable(http, error!, ct) : await pages.Refused(http, client, sitting, error!, null, here, ct);

        var text = http.Texts();
        var db = services.GetRequiredService<FoyerDb>();
        var (user, consent) = (question.User, question.Consent);
        var isAdmin = await db.HoldsRole(user.Id, DirectoryRoles.GlobalAdministrator, ct);
        var asking = services.GetRequiredService<AskConsent>();
        var ticket = asking.Ticket(client!, user, sitting, consent, here) with { DeviceId = device.Id };
        var brand = await services.GetRequiredService<FindBrand>().Of(user.TenantId, text.Language, ct);
        var shown = new ConsentQuestion(client!.ServicePrincipal.DisplayName, await asking.PublisherOf(client, ct), await services.GetRequiredService<FindPerson>().AddressOf(sitting, ct) ?? sitting.Name, text.Of(consent.Missing))
        {
            OnlyAdmin = consent.OnlyAdmin && !isAdmin,
            ForEverybody = consent.OnlyAdmin && isAdmin,
            MayForEverybody = isAdmin && !consent.OnlyAdmin && consent.Missing.Count > 0,
            Action = Path + "/confirm",
            Ticket = tickets.Write(ticket),
            BackHref = Path,
            SwitchHref = SignInAddress.To(here, tenant: device.AskedTenantId, prompt: "select_account"),
            AdminAddress = options.Url($"/{user.TenantId:D}/v2.0/adminconsent?client_id={client.App.AppId:D}&scope={Uri.EscapeDataString(device.Scope)}"),
        };
        return shown.OnlyAdmin
            ? AskConsent.Page(text, shown, brand, StatusCodes.Status403Forbidden)
            : SignInEndpoints.Page<DeviceConfirmPage>(new { Text = text, Question = shown, Device = device, Brand = brand });
    }

    public async Task<IResult> Answer(HttpContext http, CancellationToken ct)
    {
        var form = await http.SentForm(ct);
        if (form is null || tickets.Read(form["request"]) is not { DeviceId: { } id } ticket) return ErrorPages.Page(http, StatusCodes.Status400BadRequest);
        if (!http.User.HasSession || http.User.SessionId != ticket.SessionId) return Results.LocalRedirect(ConfirmAddress(id));
        if (await find.ById(id, ct) is not { } device) return Gone(http);

        await using var scope = scopes.In(ticket.TenantId, from);
        var answer = scope.ServiceProvider.GetRequiredService<AnswerDevice>();
        if (form["answer"] != "yes") return await answer.Decline(id, ct) ? End(http, "device.declined") : Gone(http);
        var done = await answer.Approve(device, ticket, Sitting.Of(http.User), http.User, form["everybody"] == "true", ct);
        if (done.Failed(out var problem, out var approved)) return await scope.ServiceProvider.GetRequiredService<RefusalPages>().Problem(http, problem, ConfirmAddress(id), ct);
        return approved ? End(http, "device.done") : Gone(http);
    }

    private string ConfirmAddress(Guid id) => QueryHelpers.AddQueryString(Path + "/confirm", "request", WebEncoders.Base64UrlEncode(handles.Protect(id.ToByteArray())));

    private async Task<DeviceCode?> Of(string? handle, CancellationToken ct)
    {
        if (handle is not { Length: > 0 and <= 1024 }) return null;
        try
        {
            return await find.ById(new Guid(handles.Unprotect(WebEncoders.Base64UrlDecode(handle))), ct);
        }
        catch (Exception foreign) when (foreign is System.Security.Cryptography.CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static RazorComponentResult TypePage(HttpContext http, string? problem, int status) => SignInEndpoints.Page<DevicePage>(new { Text = http.Texts(), Problem = problem }, status);

    private static RazorComponentResult End(HttpContext http, string words)
    {
        var text = http.Texts();
        return SignInEndpoints.Page<DeviceEndPage>(new { Text = text, Title = text[words + ".title"], Lead = text[words + ".lead"] });
    }

    private static RazorComponentResult Gone(HttpContext http)
    {
        var text = http.Texts();
        return SignInEndpoints.Page<DeviceEndPage>(new { Text = text, Title = text["device.gone.title"], Lead = text["device.gone.lead"], Href = Path, Button = text["device.again"] }, StatusCodes.Status410Gone);
    }
}
