using Foyer.Jobs;
using Foyer.Mail;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Foyer.Invitations;

/// <summary>How guests come in and go: CSV, plan, batch, resend, revoke, redeem, removal.</summary>
internal static class InvitationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddInvitations()
        {
            services.TryAddSingleton<WorkSignal<OutgoingMail>>();
            return services
                .AddScoped<LookUpFacts>().AddScoped<InviteGuests>()
                .AddScoped<PlanBatch>().AddScoped<UploadBatch>().AddScoped<UndoBatch>().AddScoped<ControlBatch>().AddScoped<ReadBatch>()
                .AddSingleton<WorkSignal<InvitationBatch>>().AddSingleton<RunBatch>().AddHostedService<RunBatches>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapInvitations() => BatchEndpoints.Map(routes);
    }
}
