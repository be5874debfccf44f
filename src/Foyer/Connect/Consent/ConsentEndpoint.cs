using Foyer.Apps;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Connect.Consent;

/// <summary>A person answers the consent page. The answer counts for what the page showed, to whom it was shown, once the form is theirs.</summary>
internal sealed class ConsentEndpoint(GrantConsent grant, ResolveActor resolve, ConsentTickets tickets, RefusalPages pages)
{
    /// <summary>Stand in the address that the browser returns to.</summary>
    public const string Agreed = "agreed", Declined = "declined";

    public async Task<IResult> Run(HttpContext http, CancellationToken ct)
    {
        var form = await http.SentForm(ct);
        if (form is null || tickets.Read(form["request"]) is not { DeviceId: null } ticket) return ErrorPages.Page(http, StatusCodes.Status400BadRequest);
        // Somebody else signed in meanwhile, or nobody is: the page is asked for again.
        if (!http.User.HasSession || http.User.SessionId != ticket.SessionId || await resolve.Person(http.User, ct) is not { } person || person.Id != ticket.UserId || person.TenantId != ticket.TenantId)
            return SignInEndpoints.Continue(http, ticket.Return);
        if (form["answer"] != "yes") return SignInEndpoints.Continue(http, QueryHelpers.AddQueryString(ticket.Return, Declined, "1"));

        var everybody = form["everybody"] == "true" || ticket.ForEverybody;
        var result = everybody
            ? await resolve.Admin(http.User, ct) is { } admin ? await grant.ForEverybody(admin, ticket.Wish, ct) : ConsentProblems.NotAllowed
            : await grant.Run(person, ticket.Wish, ct);
        if (result.Failed(out var problem, out _)) return await pages.Problem(http, problem, ticket.Return, ct);
        return SignInEndpoints.Continue(http, QueryHelpers.AddQueryString(ticket.Return, Agreed, tickets.Mark(ticket.SessionId, WhatOf(ticket.AppId))));
    }

    public static string WhatOf(Guid appId) => "consent " + appId.ToString("D");
}
