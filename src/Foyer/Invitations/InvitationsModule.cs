using Foyer.Invitations.Letters;

namespace Foyer.Invitations;

/// <summary>How guests come in and go: CSV, plan, batch, resend, revoke, redeem, removal.</summary>
internal static class InvitationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddInvitations() => services
            // after the invitation: sent again, taken back, handed over, ended
            .AddScoped<ResendInvitation>().AddScoped<RevokeInvitation>().AddScoped<CopyInvitationLink>()
            .AddScoped<RemoveGuest>().AddScoped<RestoreGuest>()
            .AddScoped<PendingMails>().AddScoped<InvitationTerms>()
            .AddLetters();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapInvitations()
        {
        }
    }
}
